"""Given and family names to draw from: common ones of many origins, put together at random."""

from officer_directory.demo.draw import Draw


def _apart(names: str) -> list[str]:
    """Names between spaces; `_` stands for a space within one."""
    return [name.replace("_", " ") for name in names.split()]


_WOMEN = _apart(
    "Adaeze Aisha Alejandra Amara Amélie Anaïs Anna Astrid Beatriz Bronagh Camila Carmen"
    " Chidera Chloé Claire Concepción Daniela Dolores Ebony Eileen Elena Esperanza Fatima"
    " Gabriela Grace Greta Hannah Hye-jin Imani Inés Ingrid Irina Jade Jasmine Joanna Josefa"
    " Kamala Karen Kateřina Keiko Khadija Latoya Laura Leilani Lucía Mai María Marisol Martha"
    " Mei Mercedes Michelle Minh Naomi Natalia Nicole Niamh Noor Olga Paloma Pilar Priya Rachel"
    " Renée Rosa Ruth Saoirse Sara Shanice Simone Sofía Sunita Tamika Teresa Thuy Valentina"
    " Vanessa Verónica Ximena Yesenia Yuki Zoë Zuzana"
)
_MEN = _apart(
    "Aaron Abdul Adrián Ahmed Alejandro Amir André Ángel Anthony Antonio Arjun Arturo Björn"
    " Brendan Bruno Calvin Carlos Cedric César Chidi Clarence Curtis Dae-jung Daniel Darnell"
    " David DeShawn Dmitri Dwayne Eduardo Emeka Emilio Enrique Ernesto Felipe Fernando François"
    " Gerardo Germán Gordon Hamid Héctor Hiroshi Ignacio Isaiah Iván Jamal Javier Jérôme Jesús"
    " Joaquín Jorge José Juan Jürgen Kai Kenji Kevin Kofi Kwame Lamont Lars Luis Łukasz Malik"
    " Marcus Martín Mateo Miguel Minh Mohamed Nathaniel Nikolai Óscar Omar Pablo Patrick Pedro"
    " Quang Rafael Raúl Raymond René Ricardo Samir Saúl Sean Sergio Søren Terrence Tomás Tuan"
    " Víctor Viktor Wei Wendell Xavier Yusuf Zoltán"
)
_FAMILY = _apart(
    "Abernathy Acheampong Adeyemi Aguirre Åkesson Alcántara Andrade Arroyo Ashworth Ávila Ayala"
    " Baptiste Barragán Bautista Beckwith Béland Benítez Bergström Björnsson Blackwood Böhm Bui"
    " Cárdenas Castañeda Cervantes Chaudhry Cheung Chukwu Coates Córdova Crowther D'Angelo Dang"
    " De_la_Cruz Deguzmán Delacroix Díaz Dlamini Domínguez Duarte Dubois Dvořák Echeverría"
    " Eklund Espinoza Estévez Fairweather Farrokhzad Faß Featherstone Fernández Figueroa"
    " Fitzgerald Flores Fontaine Fujimoto Gallagher Gálvez García Ghorbani Gómez Goulding"
    " Greaves Guðmundsson Guerrero Gutiérrez Gyllenhammar Haddad Halloran Hamdan Hashimoto"
    " Hawthorne Hernández Hinojosa Holloway Horváth Ibarra-Núñez Ibáñez Ikeda Iñiguez Jankowski"
    " Jaramillo Jiménez Kaczmarek Kaur Kealoha Kessler Khoury Kim Kowalczyk Krüger Larkspur"
    " Lefèvre Lemoine León Lindqvist Llewellyn López Łoziński MacTavish Magaña Márquez Martínez"
    " Matsuda McAllister McKenna Mejía Méndez Meñez Merriweather Mitchell Montoya Mühlbauer"
    " Müller Muñoz Nakagawa Navarro Nguyen Nkemelu Nørgaard Núñez Ñuñez O'Brien O'Sullivan"
    " Obradović Ochoa Odhiambo Okafor Olmstead Ordóñez Ortiz Osei Pacheco Pappas Park Patel Peña"
    " Pendergast Pérez Petrosyan Pham Pickering Quiñones Quispe Ramírez Redfeather Reséndiz"
    " Reyes Ríos Robichaux Rodríguez Rosales Rothschild-Vega Ruíz Saldaña Salonga Sánchez Santos"
    " Schäfer Schröder Sepúlveda Serrano Singh Škvorecký Solís Sørensen Stankiewicz Stonebridge"
    " Strömberg Suárez Tachibana Tamayo Thibodeaux Thornbury Toledo Tran Treviño Tupou Underhill"
    " Urrutia Van_der_Berg Vásquez Velázquez Villaseñor Vũ Wainwright Washburn Weiß Whitcombe"
    " Winterbourne Wójcik Wong Yamaguchi Yáñez Yilmaz Zamora Zapata Zelenka Ziółkowski Zúñiga"
)
_MIDDLE = "ABCDEFGHJKLMNOPRSTVWY"
_SUFFIXES = (("Jr", 10), ("Sr", 1), ("II", 4), ("III", 3), ("IV", 1), ("V", 0.2))


def given(draw: Draw, gender: str) -> str:
    """A given name; for a gender that is neither F nor M, of either list."""
    if gender not in ("F", "M"):
        return draw.choice(_WOMEN + _MEN)
    return draw.choice(_WOMEN if gender == "F" else _MEN)


def family(draw: Draw) -> str:
    """A family name, now and then a double one."""
    name = draw.choice(_FAMILY)
    if draw.happens(0.04):
        return f"{name}-{draw.choice(_FAMILY)}"
    return name


def middle(draw: Draw) -> str | None:
    return draw.choice(_MIDDLE) if draw.happens(0.7) else None


def suffix(draw: Draw) -> str | None:
    return draw.weighted(_SUFFIXES) if draw.happens(0.04) else None
